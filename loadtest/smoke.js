// Does every operation of the API answer as documented?
import { check } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Collection, demand, prefix } from './lib/api.js';
import { STATISTICS, report } from './lib/report.js';

const SECONDS = 10;
const users = new Collection('users');

export const options = {
  scenarios: {
    smoke: { executor: 'constant-arrival-rate', rate: 5, timeUnit: '1s', duration: `${SECONDS}s`, preAllocatedVUs: 20 },
  },
  thresholds: {
    checks: ['rate==1'],
    'http_req_failed{scenario:smoke}': ['rate==0'],
    'http_req_duration{scenario:smoke}': [],
    'http_reqs{scenario:smoke}': [],
  },
  summaryTrendStats: STATISTICS,
};

// The refusals this story asks for are right answers.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 399 }, 404, 412));

export function setup() {
  demand(users);
  return prefix();
}

export default function story(run) {
  const user = { name: 'Ada Lovelace', email: `${run}-${exec.scenario.iterationInTest}@example.org` };

  const created = users.create(user);
  const id = (created.headers.Location || '').split('/').pop();
  verify(created, { 'a new document has an address and a revision': (r) => r.status === 201 && id && r.headers.Etag });
  if (!id) {
    return;
  }
  try {
    changes(id, user, created.headers.Etag);
  } finally {
    goes(id);
  }
}

function changes(id, user, first) {
  verify(users.read(id), {
    'a document reads as it was written': (r) => r.status === 200 && r.headers.Etag === first && same(r.json(), user),
  });
  verify(users.read(id, { 'If-None-Match': first }), {
    'an unchanged document is not sent again': (r) => r.status === 304 && !r.body,
  });

  const replaced = users.replace(id, { ...user, name: 'Ada King' }, { 'If-Match': first });
  verify(replaced, { 'a replacement has a new revision': (r) => r.status === 200 && r.headers.Etag !== first });
  verify(users.replace(id, user, { 'If-Match': first }), {
    'an old revision is refused': (r) => r.status === 412 && r.json('code') === 'stale-revision',
  });

  verify(users.patch(id, { name: 'Countess of Lovelace' }), { 'a patch is accepted': (r) => r.status === 200 });
  verify(users.read(id), {
    'a patch changes its members only': (r) => same(r.json(), { ...user, name: 'Countess of Lovelace' }),
  });
  verify(users.list('?limit=1'), {
    'a page is as long as asked for': (r) => r.status === 200 && r.json('documents').length === 1,
  });
}

function goes(id) {
  verify(users.remove(id), { 'a document can be deleted': (r) => r.status === 204 });
  verify(users.read(id), { 'a deleted document is gone': (r) => r.status === 404 });
}

/** Checks, and shows the answer that is not what it should be. */
function verify(answer, facts) {
  if (!check(answer, facts)) {
    console.warn(`${answer.request.method} ${answer.url} answered ${answer.status} ${answer.error} ${answer.body}`);
  }
}

function same(left, right) {
  const members = (value) => JSON.stringify(Object.entries(value).sort());
  return members(left) === members(right);
}

export function handleSummary(data) {
  return report(data, [{ title: 'all', tags: '{scenario:smoke}', seconds: SECONDS }]);
}
