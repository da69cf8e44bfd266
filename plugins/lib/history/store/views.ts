/**
 * What `scan sql` asks, by name: tables may change with a release, views stay.
 *
 * @param own The schema that our tables are in
 */
export function listViews(own: string): Readonly<Record<string, string>> {
  return {
    runs: `select id, uid as run, label, started_at, finished_at, state from ${own}.run`,
    looks: `
    select run.id as run_id, run.started_at as looked_at, pipeline.name as pipeline, target.name as image,
      target.platform, target.repository, target.owner, result.digest, result.scanners, result.caveats,
      result.database_at, result.min_severity, finding_set.critical, finding_set.high, finding_set.medium,
      finding_set.low, finding_set.unknown, entry.failure, result.set_id
    from ${own}.entry join ${own}.run on run.id = entry.run_id join ${own}.pipeline on pipeline.id = entry.pipeline_id
      join ${own}.target on target.id = entry.target_id left join ${own}.result on result.id = entry.result_id
      left join ${own}.finding_set on finding_set.id = result.set_id`,
    images: `
    select target.name as image, target.platform, target.repository, target.owner, pipeline.name as pipeline,
      (
        select run.started_at from ${own}.entry join ${own}.run on run.id = entry.run_id
        where entry.pipeline_id = span.pipeline_id and entry.target_id = span.target_id and entry.result_id is not null
        order by entry.run_id desc limit 1
      ) as looked_at,
      span.first_at as unchanged_since, finding_set.critical, finding_set.high, finding_set.medium, finding_set.low,
      finding_set.unknown, span.set_id
    from ${own}.span join ${own}.target on target.id = span.target_id join ${own}.pipeline on pipeline.id = span.pipeline_id
      join ${own}.finding_set on finding_set.id = span.set_id
    where span.next_run is null`,
    findings: `
    select set_finding.set_id, finding.fingerprint, finding.kind, finding.name as id, finding.severity, finding.package,
      finding.version, finding.purl, finding.path, finding.fixed, finding.data
    from ${own}.set_finding join ${own}.finding on finding.id = set_finding.finding_id`,
  };
}
