// What k6 does to each contestant: reads one document at a steady rate.
import { check } from 'k6';
import http from 'k6/http';

const { URL, BYTES, RATE, SECONDS } = __ENV;
const CONNECTIONS = 64;

export const options = {
  scenarios: {
    read: { executor: 'constant-arrival-rate', rate: Number(RATE), duration: `${SECONDS}s`, preAllocatedVUs: CONNECTIONS },
  },
  thresholds: {
    checks: ['rate==1'],
    // Fewer would mean that this machine cannot carry the rate, and that the contestants are not compared at the same one.
    http_reqs: [`count>=${0.95 * RATE * SECONDS}`],
  },
};

export default function read() {
  check(http.get(URL), { 'the whole document is there': ({ status, body }) => status === 200 && body.length >= Number(BYTES) });
}

export function handleSummary({ metrics }) {
  return { stdout: `${metrics.http_reqs.values.count}\n` };
}
