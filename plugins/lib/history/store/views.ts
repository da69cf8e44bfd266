/** What `scan sql` asks, by name: tables may change with a release, views stay. */
export const VIEWS: Readonly<Record<string, string>> = {
  runs: "select id, uid as run, label, started_at, finished_at, state from main.run",
  looks: `
    select run.id as run_id, run.started_at as looked_at, pipeline.name as pipeline, target.name as image,
      target.platform, target.repository, target.owner, result.digest, result.scanners, result.caveats,
      result.database_at, result.min_severity, finding_set.critical, finding_set.high, finding_set.medium,
      finding_set.low, finding_set.unknown, entry.failure, result.set_id
    from main.entry join main.run on run.id = entry.run_id join main.pipeline on pipeline.id = entry.pipeline_id
      join main.target on target.id = entry.target_id left join main.result on result.id = entry.result_id
      left join main.finding_set on finding_set.id = result.set_id`,
  images: `
    select target.name as image, target.platform, target.repository, target.owner, pipeline.name as pipeline,
      (
        select run.started_at from main.entry join main.run on run.id = entry.run_id
        where entry.pipeline_id = span.pipeline_id and entry.target_id = span.target_id and entry.result_id is not null
        order by entry.run_id desc limit 1
      ) as looked_at,
      span.first_at as unchanged_since, finding_set.critical, finding_set.high, finding_set.medium, finding_set.low,
      finding_set.unknown, span.set_id
    from main.span join main.target on target.id = span.target_id join main.pipeline on pipeline.id = span.pipeline_id
      join main.finding_set on finding_set.id = span.set_id
    where span.next_run is null`,
  findings: `
    select set_finding.set_id, finding.fingerprint, finding.kind, finding.name as id, finding.severity, finding.package,
      finding.version, finding.purl, finding.path, finding.fixed, finding.data
    from main.set_finding join main.finding on finding.id = set_finding.finding_id`,
};
