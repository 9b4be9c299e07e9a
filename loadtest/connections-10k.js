// What do clients see while 10,000 of them stay connected?
import exec from 'k6/execution';
import { Counter, Rate } from 'k6/metrics';
import { Collection, demand, prefix } from './lib/api.js';
import { STATISTICS, report } from './lib/report.js';

const CONNECTIONS = 10000;
const CONNECTING_SECONDS = 20;
const REQUESTS_PER_SECOND = 1500;
const SECONDS = 60;
const WRITE_EVERY = 20;
const DOCUMENTS = 200;

const SELECTIONS = [
  { title: 'connecting', tags: '{phase:connecting}', seconds: CONNECTING_SECONDS },
  { title: 'connected', tags: '{phase:connected}', seconds: SECONDS },
  { title: 'reads', tags: '{phase:connected,kind:read}', seconds: SECONDS },
  { title: 'writes', tags: '{phase:connected,kind:write}', seconds: SECONDS },
];
const products = new Collection('products');
const opened = new Counter('connections_opened');
const edgeHits = new Rate('edge_hits');

export const options = {
  scenarios: {
    // Idle users are served in turn, so each keeps its own connection and asks every 6.7 seconds, however slow the answers are.
    clients: {
      executor: 'ramping-arrival-rate',
      startRate: CONNECTIONS / CONNECTING_SECONDS,
      stages: [
        { target: CONNECTIONS / CONNECTING_SECONDS, duration: `${CONNECTING_SECONDS}s` },
        { target: REQUESTS_PER_SECOND, duration: '0s' },
        { target: REQUESTS_PER_SECOND, duration: `${SECONDS}s` },
      ],
      preAllocatedVUs: CONNECTIONS,
    },
  },
  thresholds: {
    ...inSummary(),
    'http_req_failed{scenario:clients}': ['rate==0'],
    // Many more would mean that clients are dropped and come back; a few are k6's own, which gives up one where the CPU keeps it waiting.
    'connections_opened{scenario:clients}': [`count>=${CONNECTIONS}`, `count<${1.01 * CONNECTIONS}`],
  },
  discardResponseBodies: true,
  summaryTrendStats: STATISTICS,
};

export function setup() {
  demand(products);
  const run = prefix();
  for (let number = 0; number < DOCUMENTS; number += 1) {
    const stored = products.replace(`${run}-${number}`, product(number));
    if (stored.status !== 201) {
      exec.test.abort(`storing a product answers ${stored.status || stored.error}, and not 201`);
    }
  }
  return run;
}

export default function ask(run) {
  exec.vu.metrics.tags.phase = connecting() ? 'connecting' : 'connected';
  const turn = exec.scenario.iterationInTest;
  const id = `${run}-${Math.floor(Math.random() * DOCUMENTS)}`;
  const answer = turn % WRITE_EVERY === 0 ? products.patch(id, { stock: turn }) : read(id);
  if (answer.timings.connecting > 0) {
    opened.add(1);
  }
}

function connecting() {
  return Date.now() < exec.scenario.startTime + 1000 * CONNECTING_SECONDS;
}

function read(id) {
  const answer = products.read(id);
  edgeHits.add(/percore-edge; hit/.test(answer.headers['Cache-Status'] || ''), { kind: 'read' });
  return answer;
}

export function teardown(run) {
  for (let number = 0; number < DOCUMENTS; number += 1) {
    products.remove(`${run}-${number}`);
  }
}

function product(number) {
  return {
    name: `Lamp ${number}`,
    category: 'lamps',
    price: 1000 + number,
    stock: number,
    description: 'A lamp that gives a warm light and asks for little. '.repeat(10),
  };
}

/** k6 reports on a selection of requests only where a threshold names it. */
function inSummary() {
  const metrics = ['http_reqs', 'http_req_duration', 'http_req_failed', 'edge_hits', 'connections_opened'];
  const names = SELECTIONS.flatMap(({ tags }) => metrics.map((metric) => metric + tags));
  return Object.fromEntries(names.map((name) => [name, []]));
}

export function handleSummary(data) {
  return report(data, SELECTIONS);
}
