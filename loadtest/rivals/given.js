import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The document that Percore serves, as its clients read it. */
export const BODY = readFileSync(new URL('document.json', import.meta.url), 'utf8');

export const { ID, PORT } = process.env;

/** What systemd hands to the unit, as it does to Percore's workers. */
export function credential(name) {
  return readFileSync(join(process.env.CREDENTIALS_DIRECTORY, name), 'utf8').trim();
}
