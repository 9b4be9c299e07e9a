// From the samples on stdin, one a line, to a Markdown table: medians of the rounds, what the units spend at rest taken off.
// The argument is the load that made them; what is promised is promised of the full one.
import { readFileSync } from 'node:fs';

const UNITS = ['edge', 'workers', 'redis', 'nginx', 'fastify', 'express', 'store'];
const CONTESTANTS = {
  edge: { title: 'Percore: the edge', front: ['edge'], application: ['workers'] },
  fastify: { title: 'Fastify + ioredis', front: [], application: ['fastify'], promised: 1.1 },
  proxied: { title: 'Fastify + ioredis behind nginx', front: ['nginx'], application: ['fastify'], promised: 0.6 },
  express: { title: 'Express + MongoDB', front: [], application: ['express'], promised: 0.1 },
  nginx: { title: 'nginx return 200', front: ['nginx'], application: [], promised: 4 },
};
const COLUMNS = ['CPU µs a request', 'nginx', 'application', 'Redis', 'all three', 'store', 'edge ÷ it', 'at rest, ms/s'];
const PROMISED = process.argv[2] === 'full' ? ['promised'] : [];
const UNKNOWN = '?';

const samples = readFileSync(0, 'utf8').trim().split('\n').map(sample);
const atRest = Object.fromEntries(UNITS.map((unit) => [unit, median(of('rest').map(({ seconds, spent }) => spent[unit] / seconds))]));
const storeIsMeasured = samples.some(({ spent }) => spent.store > 0);
const costs = Object.fromEntries(Object.keys(CONTESTANTS).filter((name) => of(name).length > 0).map((name) => [name, cost(name)]));

const head = [...COLUMNS, ...PROMISED];

process.stdout.write([head, head.map(() => '---'), ...Object.keys(costs).map(row)].map((cells) => `| ${cells.join(' | ')} |\n`).join(''));

/** Contestant, requests, milliseconds that passed, nanoseconds that each unit was on a core. */
function sample(line) {
  const [contestant, requests, milliseconds, ...nanoseconds] = line.split(' ');
  const spent = Object.fromEntries(UNITS.map((unit, at) => [unit, Number(nanoseconds[at])]));
  return { contestant, requests: Number(requests), seconds: milliseconds / 1000, spent };
}

function of(contestant) {
  return samples.filter((one) => one.contestant === contestant);
}

function cost(name) {
  const { front, application } = CONTESTANTS[name];
  const share = (...units) => median(of(name).map((one) => microseconds(one, units)));
  return {
    nginx: share(...front),
    application: share(...application),
    redis: share('redis'),
    all: share(...front, ...application, 'redis'),
    store: share('store'),
    atRest: sum([...front, ...application].map((unit) => atRest[unit])) / 1e6,
  };
}

function microseconds({ requests, seconds, spent }, units) {
  return sum(units.map((unit) => spent[unit] - atRest[unit] * seconds)) / 1000 / requests;
}

function row(name) {
  const { title, promised } = CONTESTANTS[name];
  const { nginx, application, redis, all, store, atRest: rest } = costs[name];
  const figures = [nginx, application, redis, all].map((figure) => figure.toFixed(1));
  return [title, ...figures, storeIsMeasured ? store.toFixed(1) : UNKNOWN, (costs.edge.all / all).toFixed(2), rest.toFixed(1),
    ...PROMISED.map(() => (promised ? `≤ ${promised}` : ''))];
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function median(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
