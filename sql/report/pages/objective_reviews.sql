-- Which objectives the national reviews speak of.
select
    reviews.objective_no,
    objectives.short_title,
    objectives.cluster_code,
    reviews.process,
    reviews.review_count,
    reviews.mention_count
from mart_objective_reviews as reviews
inner join gcm_objectives as objectives on reviews.objective_no = objectives.objective_no
order by reviews.process, reviews.objective_no;
