"""Writing a revision: `make migration m="Why the tables change"`.

Belongs here: comparing the declared tables with those that the revisions make, on a server that is thrown away.
Does not belong here: running revisions on anybody's warehouse (__init__.py).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op, renderers
from alembic.operations import ops
from sqlalchemy.schema import CreateSchema

from gcm_pipeline.warehouse import migrations
from gcm_pipeline.warehouse.schema import PUBLISHED

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import Connection


def write(connection: Connection, message: str) -> Path | None:
    """Write the revision that leads from the tables of all revisions to the declared ones; None where they agree.

    ``connection`` leads to a database without tables.
    """
    for schema in PUBLISHED:
        connection.execute(CreateSchema(schema, if_not_exists=True))
    migrations.build(connection)
    last = migrations.newest()
    script = command.revision(
        migrations.configuration(connection),
        message.rstrip("."),
        autogenerate=True,
        rev_id=f"{int(last) + 1:04}",
        version_path=str(migrations.VERSIONS[-1]),
        process_revision_directives=_leave_comments,
    )
    return Path(script.path) if script and not isinstance(script, list) else None


def _leave_comments(context: MigrationContext, revision: Any, directives: list[ops.MigrationScript]) -> None:
    """Comments follow the declarations by themselves, so they need no revision."""
    for directive in directives:
        steps = directive.upgrade_ops_list[0]
        for step in steps.ops:
            if isinstance(step, ops.ModifyTableOps):
                step.ops = [each for each in step.ops if _is_of_shape(each)]
        steps.ops = [_bare(step) if isinstance(step, ops.CreateTableOp) else step for step in steps.ops]
        steps.ops = [step for step in steps.ops if not isinstance(step, ops.ModifyTableOps) or step.ops]
    directives[:] = [directive for directive in directives if directive.upgrade_ops_list[0].ops]


def _bare(step: ops.CreateTableOp) -> ops.CreateTableOp:
    """The new table without comments and without what only the program reads; the declared one stays as it is."""
    table = step.to_table()
    table.comment = None
    table.info.clear()
    for column in table.columns:
        column.comment = None
    return ops.CreateTableOp.from_table(table)


def _is_of_shape(step: ops.MigrateOperation) -> bool:
    if isinstance(step, ops.AlterColumnOp):
        step.modify_comment = False
        return step.has_changes()
    return not isinstance(step, ops.CreateTableCommentOp | ops.DropTableCommentOp)


@renderers.dispatch_for(ops.ModifyTableOps, replace=True)
def _render(context: AutogenContext, step: ops.ModifyTableOps) -> list[str]:
    """Changes of one table: only where it exists, and with its views away while a type changes."""
    name = f"{step.schema}.{step.table_name}"
    retyped = [each for each in step.ops if isinstance(each, ops.AlterColumnOp) and each.modify_type is not None]
    others: Sequence[ops.MigrateOperation] = [each for each in step.ops if each not in retyped]
    block = [f'if exists("{name}"):', *_rendered(context, others)]  # the printer indents after a colon
    if retyped:
        block += [f'with views_kept("{name}"):', *_rendered(context, retyped), ""]
    return [*block, ""]  # and an empty line ends a block


def _rendered(context: AutogenContext, steps: Sequence[ops.MigrateOperation]) -> list[str]:
    return [text for step in steps for text in render_op(context, step)]


def main() -> None:
    """Write a revision with the message of the command line, and say where it is."""
    from gcm_pipeline.warehouse.embedded import Embedded
    from gcm_pipeline.warehouse.engine import open_warehouse

    message = " ".join(sys.argv[1:]).strip()
    if not message:
        sys.exit('Say in one sentence what changes: make migration m="Widen the amounts of budgets"')
    with tempfile.TemporaryDirectory(prefix="gcm-", dir="/tmp") as folder:
        storage = Path(folder)
        with open_warehouse(None, storage) as warehouse, warehouse.engine.begin() as connection:
            written = write(connection, message)
        Embedded(storage).stop()
    sys.stdout.write(f"{written}: read it, and run the tests\n" if written else "The revisions make these tables.\n")


if __name__ == "__main__":
    main()
