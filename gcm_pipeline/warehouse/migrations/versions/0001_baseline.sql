-- The published tables of revision 0001, frozen: never edited, whatever becomes of them later. Comments follow the
-- declarations in gcm_pipeline/warehouse/tables by themselves; there are no foreign keys (publish.py).

CREATE TABLE core.assn_activities_countries (
    iati_identifier TEXT NOT NULL,
    country_code TEXT NOT NULL,
    percentage NUMERIC(9, 4),
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_activities_countries_pkey PRIMARY KEY (iati_identifier, country_code)
);

CREATE TABLE core.assn_activities_organisations (
    iati_identifier TEXT NOT NULL,
    organisation_no INTEGER NOT NULL,
    role TEXT,
    organisation_ref TEXT,
    organisation_type TEXT,
    organisation_name TEXT,
    organisation_activity TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_activities_organisations_pkey PRIMARY KEY (iati_identifier, organisation_no)
);

CREATE TABLE core.assn_activities_policy_markers (
    iati_identifier TEXT NOT NULL,
    policy_marker_no INTEGER NOT NULL,
    vocabulary TEXT NOT NULL,
    policy_marker_code TEXT NOT NULL,
    significance TEXT,
    policy_marker_name TEXT,
    vocabulary_uri TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_activities_policy_markers_pkey PRIMARY KEY (iati_identifier, policy_marker_no)
);

CREATE TABLE core.assn_activities_regions (
    iati_identifier TEXT NOT NULL,
    region_no INTEGER NOT NULL,
    vocabulary TEXT NOT NULL,
    region_code TEXT NOT NULL,
    region_name TEXT,
    percentage NUMERIC(9, 4),
    vocabulary_uri TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_activities_regions_pkey PRIMARY KEY (iati_identifier, region_no)
);

CREATE TABLE core.assn_activities_related (
    iati_identifier TEXT NOT NULL,
    related_no INTEGER NOT NULL,
    relation_type TEXT,
    related_identifier TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_activities_related_pkey PRIMARY KEY (iati_identifier, related_no)
);

CREATE TABLE core.assn_activities_sectors (
    iati_identifier TEXT NOT NULL,
    sector_no INTEGER NOT NULL,
    vocabulary TEXT NOT NULL,
    sector_code TEXT NOT NULL,
    sector_name TEXT,
    percentage NUMERIC(9, 4),
    vocabulary_uri TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_activities_sectors_pkey PRIMARY KEY (iati_identifier, sector_no)
);

CREATE TABLE core.assn_activities_tags (
    iati_identifier TEXT NOT NULL,
    tag_no INTEGER NOT NULL,
    vocabulary TEXT,
    tag_code TEXT NOT NULL,
    tag_name TEXT,
    vocabulary_uri TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_activities_tags_pkey PRIMARY KEY (iati_identifier, tag_no)
);

CREATE TABLE core.assn_outcomes_objectives (
    project_code TEXT NOT NULL,
    outcome_no INTEGER NOT NULL,
    objective_no SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_outcomes_objectives_pkey PRIMARY KEY (project_code, outcome_no, objective_no)
);

CREATE TABLE core.assn_outcomes_principles (
    project_code TEXT NOT NULL,
    outcome_no INTEGER NOT NULL,
    principle_code TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_outcomes_principles_pkey PRIMARY KEY (project_code, outcome_no, principle_code)
);

CREATE TABLE core.assn_outcomes_sdg_targets (
    project_code TEXT NOT NULL,
    outcome_no INTEGER NOT NULL,
    sdg_target TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_outcomes_sdg_targets_pkey PRIMARY KEY (project_code, outcome_no, sdg_target)
);

CREATE TABLE core.assn_practices_countries (
    practice_no INTEGER NOT NULL,
    country_code TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_practices_countries_pkey PRIMARY KEY (practice_no, country_code)
);

CREATE TABLE core.assn_practices_objectives (
    practice_no INTEGER NOT NULL,
    objective_no SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_practices_objectives_pkey PRIMARY KEY (practice_no, objective_no)
);

CREATE TABLE core.assn_practices_organisations (
    practice_no INTEGER NOT NULL,
    organisation TEXT NOT NULL,
    organisation_code TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_practices_organisations_pkey PRIMARY KEY (practice_no, organisation)
);

CREATE TABLE core.assn_practices_principles (
    practice_no INTEGER NOT NULL,
    principle_code TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_practices_principles_pkey PRIMARY KEY (practice_no, principle_code)
);

CREATE TABLE core.assn_practices_sdg_goals (
    practice_no INTEGER NOT NULL,
    sdg_goal SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_practices_sdg_goals_pkey PRIMARY KEY (practice_no, sdg_goal)
);

CREATE TABLE core.assn_practices_sdg_targets (
    practice_no INTEGER NOT NULL,
    sdg_target TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_practices_sdg_targets_pkey PRIMARY KEY (practice_no, sdg_target)
);

CREATE TABLE core.assn_programmes_countries (
    programme_code TEXT NOT NULL,
    country_code TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_programmes_countries_pkey PRIMARY KEY (programme_code, country_code)
);

CREATE TABLE core.assn_programmes_objectives (
    programme_code TEXT NOT NULL,
    objective_no SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_programmes_objectives_pkey PRIMARY KEY (programme_code, objective_no)
);

CREATE TABLE core.assn_programmes_organisations (
    programme_code TEXT NOT NULL,
    organisation TEXT NOT NULL,
    organisation_code TEXT,
    is_lead BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_programmes_organisations_pkey PRIMARY KEY (programme_code, organisation)
);

CREATE TABLE core.assn_projects_countries (
    project_code TEXT NOT NULL,
    country_code TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_projects_countries_pkey PRIMARY KEY (project_code, country_code)
);

CREATE TABLE core.assn_projects_donors (
    project_code TEXT NOT NULL,
    donor TEXT NOT NULL,
    donor_code TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_projects_donors_pkey PRIMARY KEY (project_code, donor)
);

CREATE TABLE core.assn_proposals_countries (
    reference TEXT NOT NULL,
    place TEXT NOT NULL,
    country_code TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_proposals_countries_pkey PRIMARY KEY (reference, place)
);

CREATE TABLE core.assn_thematic_areas_objectives (
    thematic_area SMALLINT NOT NULL,
    objective_no SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT assn_thematic_areas_objectives_pkey PRIMARY KEY (thematic_area, objective_no)
);

CREATE TABLE core.champion_countries (
    country_code TEXT NOT NULL,
    joined_on DATE,
    joined_on_precision TEXT,
    attested_on DATE,
    attested_on_precision TEXT,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT champion_countries_pkey PRIMARY KEY (country_code)
);

CREATE TABLE core.countries (
    country_code TEXT NOT NULL,
    iso2 TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT countries_pkey PRIMARY KEY (country_code)
);

CREATE TABLE core.country_networks (
    country_code TEXT NOT NULL,
    established_on DATE,
    established_on_precision TEXT,
    attested_on DATE,
    attested_on_precision TEXT,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT country_networks_pkey PRIMARY KEY (country_code)
);

CREATE TABLE core.gcm_clusters (
    cluster_code TEXT NOT NULL,
    title TEXT NOT NULL,
    sort_order SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT gcm_clusters_pkey PRIMARY KEY (cluster_code)
);

CREATE TABLE core.gcm_objectives (
    objective_no SMALLINT NOT NULL,
    title TEXT NOT NULL,
    short_title TEXT NOT NULL,
    label_en TEXT NOT NULL,
    label_fr TEXT NOT NULL,
    cluster_code TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT gcm_objectives_pkey PRIMARY KEY (objective_no)
);

CREATE TABLE core.guiding_principles (
    principle_code TEXT NOT NULL,
    title TEXT NOT NULL,
    sort_order SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT guiding_principles_pkey PRIMARY KEY (principle_code)
);

CREATE TABLE core.iati_activities (
    iati_identifier TEXT NOT NULL,
    reporting_org_ref TEXT,
    reporting_org_type TEXT,
    reporting_org_name TEXT,
    project_code TEXT,
    title TEXT,
    title_language TEXT,
    description TEXT,
    description_language TEXT,
    hierarchy SMALLINT,
    humanitarian BOOLEAN,
    activity_status TEXT,
    default_currency TEXT,
    default_language TEXT,
    last_updated TIMESTAMP WITH TIME ZONE,
    planned_start DATE,
    actual_start DATE,
    planned_end DATE,
    actual_end DATE,
    counts_in_totals BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_activities_pkey PRIMARY KEY (iati_identifier)
);

CREATE TABLE core.iati_budgets (
    iati_identifier TEXT NOT NULL,
    budget_no INTEGER NOT NULL,
    budget_type TEXT NOT NULL,
    budget_status TEXT NOT NULL,
    period_start DATE,
    period_end DATE,
    value NUMERIC(18, 2),
    currency TEXT,
    is_currency_default BOOLEAN NOT NULL,
    value_date DATE,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_budgets_pkey PRIMARY KEY (iati_identifier, budget_no)
);

CREATE TABLE core.iati_codes (
    codelist TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_codes_pkey PRIMARY KEY (codelist, code)
);

CREATE TABLE core.iati_descriptions (
    iati_identifier TEXT NOT NULL,
    description_no INTEGER NOT NULL,
    description_type TEXT,
    language TEXT,
    description TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_descriptions_pkey PRIMARY KEY (iati_identifier, description_no)
);

CREATE TABLE core.iati_results (
    iati_identifier TEXT NOT NULL,
    result_no INTEGER NOT NULL,
    result_type TEXT,
    language TEXT,
    title TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_results_pkey PRIMARY KEY (iati_identifier, result_no)
);

CREATE TABLE core.iati_titles (
    iati_identifier TEXT NOT NULL,
    title_no INTEGER NOT NULL,
    language TEXT,
    title TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_titles_pkey PRIMARY KEY (iati_identifier, title_no)
);

CREATE TABLE core.iati_transaction_sectors (
    iati_identifier TEXT NOT NULL,
    sector_no INTEGER NOT NULL,
    transaction_no INTEGER NOT NULL,
    vocabulary TEXT NOT NULL,
    sector_code TEXT NOT NULL,
    vocabulary_uri TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_transaction_sectors_pkey PRIMARY KEY (iati_identifier, sector_no)
);

CREATE TABLE core.iati_transactions (
    iati_identifier TEXT NOT NULL,
    transaction_no INTEGER NOT NULL,
    transaction_type TEXT,
    transaction_date DATE,
    value NUMERIC(18, 2),
    currency TEXT,
    is_currency_default BOOLEAN NOT NULL,
    value_date DATE,
    provider_ref TEXT,
    provider_type TEXT,
    provider_name TEXT,
    provider_activity TEXT,
    receiver_ref TEXT,
    receiver_type TEXT,
    receiver_name TEXT,
    receiver_activity TEXT,
    country_code TEXT,
    region_vocabulary TEXT,
    region_code TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT iati_transactions_pkey PRIMARY KEY (iati_identifier, transaction_no)
);

CREATE TABLE core.interviews (
    interview_no TEXT NOT NULL,
    held_on DATE,
    held_on_precision TEXT,
    office TEXT,
    informants INTEGER,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT interviews_pkey PRIMARY KEY (interview_no)
);

CREATE TABLE core.mgi_assessments (
    country_code TEXT NOT NULL,
    year SMALLINT NOT NULL,
    level TEXT NOT NULL,
    locality TEXT NOT NULL,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT mgi_assessments_pkey PRIMARY KEY (country_code, year, level, locality)
);

CREATE TABLE core.mptf_contributions (
    contribution_no INTEGER NOT NULL,
    donor TEXT NOT NULL,
    donor_country_code TEXT,
    year SMALLINT,
    committed_usd NUMERIC(18, 2),
    deposited_usd NUMERIC(18, 2),
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT mptf_contributions_pkey PRIMARY KEY (contribution_no)
);

CREATE TABLE core.mptf_programmes (
    programme_code TEXT NOT NULL,
    title TEXT,
    status TEXT,
    country_text TEXT,
    lead_organisation_code TEXT,
    lead_organisation TEXT,
    thematic_area SMALLINT,
    budget_usd NUMERIC(18, 2),
    start_date DATE,
    start_date_precision TEXT,
    end_date DATE,
    end_date_precision TEXT,
    human_rights_marker TEXT,
    gender_marker TEXT,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT mptf_programmes_pkey PRIMARY KEY (programme_code)
);

CREATE TABLE core.mptf_proposals (
    reference TEXT NOT NULL,
    title TEXT,
    submitted_on DATE,
    submitted_on_precision TEXT,
    decision TEXT,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT mptf_proposals_pkey PRIMARY KEY (reference)
);

CREATE TABLE core.periods (
    period_code TEXT NOT NULL,
    name TEXT NOT NULL,
    start_date DATE,
    end_date DATE,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT periods_pkey PRIMARY KEY (period_code)
);

CREATE TABLE core.practices (
    practice_no INTEGER NOT NULL,
    title TEXT NOT NULL,
    country_text TEXT,
    is_global BOOLEAN NOT NULL,
    dates_text TEXT,
    start_date DATE,
    start_date_precision TEXT,
    end_date DATE,
    end_date_precision TEXT,
    is_ongoing BOOLEAN NOT NULL,
    practice_type TEXT,
    is_general BOOLEAN NOT NULL,
    url TEXT,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT practices_pkey PRIMARY KEY (practice_no)
);

CREATE TABLE core.project_outcomes (
    project_code TEXT NOT NULL,
    outcome_no INTEGER NOT NULL,
    statement TEXT,
    tagged_on DATE,
    tagged_on_precision TEXT,
    last_modified DATE,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT project_outcomes_pkey PRIMARY KEY (project_code, outcome_no)
);

CREATE TABLE core.projects (
    project_code TEXT NOT NULL,
    prima_id TEXT,
    title TEXT,
    project_type TEXT,
    status TEXT,
    is_activated BOOLEAN NOT NULL,
    activation_date DATE,
    activation_date_precision TEXT,
    start_date DATE,
    start_date_precision TEXT,
    end_date DATE,
    end_date_precision TEXT,
    managing_office TEXT,
    budget_usd NUMERIC(18, 2),
    is_global BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT projects_pkey PRIMARY KEY (project_code)
);

CREATE TABLE core.published_claims (
    claim_id TEXT NOT NULL,
    claim TEXT NOT NULL,
    section TEXT NOT NULL,
    as_of DATE,
    published_value TEXT NOT NULL,
    kind TEXT NOT NULL,
    compare_to TEXT,
    mart TEXT,
    period_code TEXT,
    cluster_code TEXT,
    objective_no SMALLINT,
    note TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT published_claims_pkey PRIMARY KEY (claim_id)
);

CREATE TABLE core.regional_networks (
    region TEXT NOT NULL,
    established_on DATE,
    established_on_precision TEXT,
    attested_on DATE,
    attested_on_precision TEXT,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT regional_networks_pkey PRIMARY KEY (region)
);

CREATE TABLE core.regional_reviews (
    region TEXT NOT NULL,
    held_on DATE NOT NULL,
    held_on_precision TEXT NOT NULL,
    held_until DATE,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT regional_reviews_pkey PRIMARY KEY (region, held_on)
);

CREATE TABLE core.review_decisions (
    review_id TEXT NOT NULL,
    objective_no SMALLINT NOT NULL,
    page INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT,
    reviewed_on DATE,
    reviewed_on_precision TEXT,
    document_sha256 TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT review_decisions_pkey PRIMARY KEY (review_id, objective_no, page)
);

CREATE TABLE core.review_documents (
    document_file TEXT NOT NULL,
    review_id TEXT NOT NULL,
    format TEXT NOT NULL,
    language TEXT,
    page_count INTEGER NOT NULL,
    character_count INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    text_method TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT review_documents_pkey PRIMARY KEY (document_file)
);

CREATE TABLE core.review_mentions (
    review_id TEXT NOT NULL,
    document_file TEXT NOT NULL,
    page INTEGER NOT NULL,
    objective_no SMALLINT NOT NULL,
    method TEXT NOT NULL,
    snippet TEXT,
    confidence NUMERIC(9, 4) NOT NULL,
    verdict TEXT,
    mention_count INTEGER NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT review_mentions_pkey PRIMARY KEY (review_id, document_file, page, objective_no, method)
);

CREATE TABLE core.review_pages (
    review_id TEXT NOT NULL,
    document_file TEXT NOT NULL,
    page INTEGER NOT NULL,
    language TEXT,
    text TEXT NOT NULL,
    text_method TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT review_pages_pkey PRIMARY KEY (review_id, document_file, page)
);

CREATE TABLE core.reviews (
    review_id TEXT NOT NULL,
    is_registered BOOLEAN NOT NULL,
    country_code TEXT,
    country_text TEXT,
    process TEXT,
    process_source TEXT,
    round TEXT,
    submitted_on DATE,
    submitted_on_precision TEXT,
    language TEXT,
    title TEXT,
    url TEXT,
    document_file TEXT,
    iom_supported BOOLEAN,
    iom_input_reflected BOOLEAN,
    is_synthetic BOOLEAN NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT reviews_pkey PRIMARY KEY (review_id)
);

CREATE TABLE core.sdg_targets (
    sdg_target TEXT NOT NULL,
    goal SMALLINT NOT NULL,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT sdg_targets_pkey PRIMARY KEY (sdg_target)
);

CREATE TABLE core.sources (
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    licence TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT sources_pkey PRIMARY KEY (source)
);

CREATE TABLE core.thematic_areas (
    thematic_area SMALLINT NOT NULL,
    title TEXT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    note TEXT,
    load_id BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER NOT NULL,
    CONSTRAINT thematic_areas_pkey PRIMARY KEY (thematic_area)
);

CREATE TABLE mart.mart_claims (
    claim_id TEXT NOT NULL,
    claim TEXT NOT NULL,
    section TEXT NOT NULL,
    as_of DATE,
    published_value TEXT NOT NULL,
    computed_value TEXT,
    status TEXT NOT NULL,
    note TEXT,
    CONSTRAINT mart_claims_pkey PRIMARY KEY (claim_id)
);

CREATE TABLE mart.mart_cluster_projects (
    period_code TEXT NOT NULL,
    cluster_code TEXT NOT NULL,
    objectives TEXT NOT NULL,
    project_count BIGINT NOT NULL,
    tagged_project_total BIGINT NOT NULL,
    share_pct NUMERIC(9, 4),
    share_pct_truncated INTEGER,
    cluster_title TEXT NOT NULL,
    CONSTRAINT mart_cluster_projects_pkey PRIMARY KEY (period_code, cluster_code)
);

CREATE TABLE mart.mart_country_profile (
    country_code TEXT NOT NULL,
    country_name TEXT NOT NULL,
    region TEXT,
    is_champion BOOLEAN NOT NULL,
    has_country_network BOOLEAN NOT NULL,
    review_count BIGINT NOT NULL,
    project_count BIGINT NOT NULL,
    practice_count BIGINT NOT NULL,
    mptf_programme_count BIGINT NOT NULL,
    mgi_count BIGINT NOT NULL,
    champion_since DATE,
    network_established_on DATE,
    CONSTRAINT mart_country_profile_pkey PRIMARY KEY (country_code)
);

CREATE TABLE mart.mart_country_projects (
    period_code TEXT NOT NULL,
    country_code TEXT NOT NULL,
    project_count BIGINT NOT NULL,
    objective_count BIGINT NOT NULL,
    CONSTRAINT mart_country_projects_pkey PRIMARY KEY (period_code, country_code)
);

CREATE TABLE mart.mart_mptf_funding (
    year SMALLINT NOT NULL,
    donor_count BIGINT NOT NULL,
    committed_usd NUMERIC(18, 2) NOT NULL,
    deposited_usd NUMERIC(18, 2) NOT NULL,
    cumulative_deposited_usd NUMERIC(18, 2) NOT NULL,
    contribution_count BIGINT NOT NULL,
    synthetic_contribution_count BIGINT NOT NULL,
    CONSTRAINT mart_mptf_funding_pkey PRIMARY KEY (year)
);

CREATE TABLE mart.mart_mptf_portfolio (
    programme_code TEXT NOT NULL,
    title TEXT,
    status TEXT,
    countries TEXT,
    organisations TEXT,
    objectives TEXT,
    thematic_area TEXT,
    budget_usd NUMERIC(18, 2),
    start_date DATE,
    end_date DATE,
    start_date_precision TEXT,
    end_date_precision TEXT,
    lead_organisation TEXT,
    source_note TEXT,
    is_synthetic BOOLEAN NOT NULL,
    CONSTRAINT mart_mptf_portfolio_pkey PRIMARY KEY (programme_code)
);

CREATE TABLE mart.mart_mptf_thematic_areas (
    thematic_area TEXT NOT NULL,
    programme_count BIGINT NOT NULL,
    budget_usd NUMERIC(18, 2) NOT NULL,
    thematic_area_no SMALLINT,
    budgeted_programme_count BIGINT NOT NULL,
    synthetic_programme_count BIGINT NOT NULL,
    CONSTRAINT mart_mptf_thematic_areas_pkey PRIMARY KEY (thematic_area)
);

CREATE TABLE mart.mart_objective_countries (
    period_code TEXT NOT NULL,
    objective_no SMALLINT NOT NULL,
    country_code TEXT NOT NULL,
    project_count BIGINT NOT NULL,
    CONSTRAINT mart_objective_countries_pkey PRIMARY KEY (period_code, objective_no, country_code)
);

CREATE TABLE mart.mart_objective_evidence (
    objective_no SMALLINT NOT NULL,
    project_count BIGINT NOT NULL,
    outcome_count BIGINT NOT NULL,
    practice_count BIGINT NOT NULL,
    review_count BIGINT NOT NULL,
    mptf_programme_count BIGINT NOT NULL,
    allocated_budget_usd NUMERIC(18, 2) NOT NULL,
    evidence_rank BIGINT NOT NULL,
    rank_sum BIGINT NOT NULL,
    synthetic_count BIGINT NOT NULL,
    objective_title TEXT NOT NULL,
    cluster_code TEXT NOT NULL,
    CONSTRAINT mart_objective_evidence_pkey PRIMARY KEY (objective_no)
);

CREATE TABLE mart.mart_objective_funding (
    period_code TEXT NOT NULL,
    objective_no SMALLINT NOT NULL,
    allocated_budget_usd NUMERIC(18, 2) NOT NULL,
    budgeted_project_count BIGINT NOT NULL,
    CONSTRAINT mart_objective_funding_pkey PRIMARY KEY (period_code, objective_no)
);

CREATE TABLE mart.mart_objective_pairs (
    period_code TEXT NOT NULL,
    objective_no SMALLINT NOT NULL,
    other_objective_no SMALLINT NOT NULL,
    project_count BIGINT NOT NULL,
    CONSTRAINT mart_objective_pairs_pkey PRIMARY KEY (period_code, objective_no, other_objective_no)
);

CREATE TABLE mart.mart_objective_projects (
    period_code TEXT NOT NULL,
    objective_no SMALLINT NOT NULL,
    objective_title TEXT NOT NULL,
    cluster_code TEXT NOT NULL,
    project_count BIGINT NOT NULL,
    outcome_count BIGINT NOT NULL,
    share_pct NUMERIC(9, 4),
    rank_in_cluster BIGINT NOT NULL,
    rank_overall BIGINT NOT NULL,
    tagged_project_total BIGINT NOT NULL,
    CONSTRAINT mart_objective_projects_pkey PRIMARY KEY (period_code, objective_no)
);

CREATE TABLE mart.mart_objective_reviews (
    objective_no SMALLINT NOT NULL,
    process TEXT NOT NULL,
    review_count BIGINT NOT NULL,
    mention_count BIGINT NOT NULL,
    synthetic_review_count BIGINT NOT NULL,
    CONSTRAINT mart_objective_reviews_pkey PRIMARY KEY (objective_no, process)
);

CREATE TABLE mart.mart_objective_trend (
    month DATE NOT NULL,
    objective_no SMALLINT NOT NULL,
    new_project_count BIGINT NOT NULL,
    cumulative_project_count BIGINT NOT NULL,
    CONSTRAINT mart_objective_trend_pkey PRIMARY KEY (month, objective_no)
);

CREATE TABLE mart.mart_review_coverage (
    review_id TEXT NOT NULL,
    country_code TEXT,
    process TEXT,
    round TEXT,
    submitted_on DATE,
    submitted_on_precision TEXT,
    has_document BOOLEAN NOT NULL,
    iom_supported BOOLEAN,
    iom_input_reflected BOOLEAN,
    country_name TEXT,
    title TEXT,
    page_count BIGINT NOT NULL,
    mention_count BIGINT NOT NULL,
    objective_count BIGINT NOT NULL,
    is_registered BOOLEAN NOT NULL,
    is_synthetic BOOLEAN NOT NULL,
    CONSTRAINT mart_review_coverage_pkey PRIMARY KEY (review_id)
);

CREATE TABLE mart.mart_source_inventory (
    source TEXT NOT NULL,
    files BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_loaded BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    rows_superseded BIGINT NOT NULL,
    newest_file_date DATE,
    is_stale BOOLEAN NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    licence TEXT,
    CONSTRAINT mart_source_inventory_pkey PRIMARY KEY (source)
);

CREATE TABLE mart.mart_tagging_coverage (
    managing_office TEXT NOT NULL,
    activated_project_count BIGINT NOT NULL,
    tagged_project_count BIGINT NOT NULL,
    coverage_pct NUMERIC(9, 4),
    CONSTRAINT mart_tagging_coverage_pkey PRIMARY KEY (managing_office)
);

CREATE TABLE quality.check_results (
    result_no BIGINT GENERATED ALWAYS AS IDENTITY,
    load_id BIGINT NOT NULL,
    asset TEXT NOT NULL,
    check_name TEXT NOT NULL,
    severity TEXT NOT NULL,
    passed BOOLEAN NOT NULL,
    observed TEXT,
    expected TEXT,
    checked_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT check_results_pkey PRIMARY KEY (result_no)
);

CREATE INDEX check_results_load_id_idx ON quality.check_results (load_id);

CREATE TABLE quality.rejected_rows (
    load_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    finding_no BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER,
    field TEXT,
    rule TEXT NOT NULL,
    value TEXT,
    record TEXT,
    scope TEXT NOT NULL,
    CONSTRAINT rejected_rows_pkey PRIMARY KEY (source, finding_no)
);

CREATE TABLE quality.reported_rows (
    load_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    finding_no BIGINT NOT NULL,
    source_file TEXT NOT NULL,
    source_row INTEGER,
    field TEXT,
    rule TEXT NOT NULL,
    value TEXT,
    record TEXT,
    scope TEXT NOT NULL,
    CONSTRAINT reported_rows_pkey PRIMARY KEY (source, finding_no)
);

CREATE TABLE lineage.load_files (
    load_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    source_file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    modified_at TIMESTAMP WITH TIME ZONE,
    rows_read BIGINT NOT NULL,
    rows_loaded BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    rows_superseded BIGINT NOT NULL,
    is_stale BOOLEAN NOT NULL,
    CONSTRAINT load_files_pkey PRIMARY KEY (load_id, source, source_file)
);

CREATE TABLE lineage.loads (
    load_id BIGINT GENERATED ALWAYS AS IDENTITY,
    run_id TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    code_version TEXT NOT NULL,
    status TEXT NOT NULL,
    CONSTRAINT loads_pkey PRIMARY KEY (load_id),
    CONSTRAINT loads_run_id_key UNIQUE (run_id),
    CONSTRAINT loads_status_check CHECK (status IN ('running', 'published', 'failed', 'abandoned'))
);
