// Copying and downloading the table of a figure, and carrying the chosen period from page to page.
"use strict";

const root = document.documentElement;
const status = document.getElementById("said");

function cells(row) {
  return [...row.cells].map((cell) => {
    const text = cell.textContent.replace(/\s+/g, " ").trim();
    if (cell.classList.contains("n")) return text === "–" ? "" : text.replace(/,/g, "");
    // A cell that starts like a formula is not to be run by a spreadsheet.
    return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  });
}

function rowsOf(figure) {
  const rows = [...figure.querySelector("table.data").rows].map(cells);
  const { madeUp } = figure.dataset;
  return madeUp ? rows.map((row, at) => [...row, at ? madeUp : "data"]) : rows;
}

function csv(rows) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  return "\ufeff" + rows.map((row) => row.map(quoted).join(",") + "\r\n").join("");
}

function download(figure) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv(rowsOf(figure))], { type: "text/csv" }));
  link.download = `gcm-${[figure.dataset.name, figure.dataset.madeUp].filter(Boolean).join("-")}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  status.textContent = `Downloaded ${link.download}.`;
}

async function copy(figure) {
  const rows = rowsOf(figure);
  const text = rows.map((row) => row.join("\t")).join("\n");
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  status.textContent = `Copied ${rows.length - 1} rows. Paste them into a spreadsheet.`;
}

// On a phone the rows of a listing stand as cards: each cell then says its column, and keeps its role without a grid.
function stackable(table) {
  const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row" };
  const heads = [...table.rows[0].cells].map((cell) => cell.textContent);
  table.setAttribute("role", "table");
  for (const part of [...table.children, ...table.rows]) part.setAttribute("role", roles[part.tagName]);
  for (const row of table.rows) {
    for (const [at, cell] of [...row.cells].entries()) {
      cell.setAttribute("role", { col: "columnheader", row: "rowheader" }[cell.scope] ?? "cell");
      cell.dataset.column = heads[at];
      if (cell.textContent.trim() === "–") cell.dataset.unknown = "";
    }
  }
}

function choose(input) {
  for (const link of document.querySelectorAll("a[data-page]")) {
    link.search = `?period=${encodeURIComponent(input.dataset.code)}`;
  }
  status.textContent = `Figures now: ${input.dataset.code}.`;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-do]");
  if (button) ({ copy, download })[button.dataset.do](button.closest("figure"));
});

document.querySelectorAll(".listing table.data").forEach(stackable);
const inputs = [...document.querySelectorAll("input[name=period]")];
const wanted = new URLSearchParams(location.search).get("period");
for (const input of inputs) {
  input.addEventListener("change", () => choose(input));
  if (input.dataset.code === wanted) input.checked = true;
}
const chosen = inputs.find((input) => input.checked);
if (chosen && wanted) choose(chosen);
root.classList.add("js");
