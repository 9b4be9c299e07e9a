const COLUMNS = ['requests', 'per second', 'errors', 'connections', 'from the edge', 'mean ms', 'p95 ms', 'p99 ms', 'max ms'];

/** The statistics the table needs; give them to k6 as `summaryTrendStats`. */
export const STATISTICS = ['avg', 'p(95)', 'p(99)', 'max'];

/** What k6 prints at the end: a Markdown table on stdout with one row a selection of requests, failed checks on stderr. */
export function report(data, selections) {
  const rows = selections.filter(({ tags }) => measured(data, tags)).map((selection) => row(data, selection));
  return {
    stdout: rows.length ? table(rows) : '',
    stderr: failedChecks(data.root_group).map((line) => `failed: ${line}\n`).join(''),
  };
}

function measured(data, tags) {
  return values(data, 'http_reqs', tags).count > 0;
}

function row(data, { title, tags, seconds }) {
  const time = values(data, 'http_req_duration', tags);
  const hits = values(data, 'edge_hits', tags);
  return [
    title,
    Math.round(values(data, 'http_reqs', tags).count / seconds),
    values(data, 'http_req_failed', tags).passes,
    values(data, 'connections_opened', tags).count ?? '',
    hits.passes + hits.fails ? `${(100 * hits.rate).toFixed(1)} %` : '',
    ...STATISTICS.map((name) => time[name].toFixed(1)),
  ].map(String);
}

function values(data, name, tags) {
  return data.metrics[name + tags]?.values ?? {};
}

/** Without the columns that no row has anything in. */
function table(rows) {
  const columns = COLUMNS.map((name, at) => ({ name, at, width: Math.max(name.length, ...rows.map((row) => row[at].length)) }))
    .filter(({ at }) => rows.some((row) => row[at] !== ''));
  const line = (cell) => `| ${columns.map((column) => cell(column).padEnd(column.width)).join(' | ')} |\n`;
  const lines = [({ name }) => name, ({ width }) => '-'.repeat(width), ...rows.map((row) => ({ at }) => row[at])];
  return lines.map(line).join('');
}

function failedChecks(group) {
  return group.checks
    .filter(({ fails }) => fails > 0)
    .map(({ name, passes, fails }) => `${name} (${fails} of ${passes + fails})`);
}
