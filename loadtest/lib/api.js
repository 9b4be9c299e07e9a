import exec from 'k6/execution';
import http from 'k6/http';

const BASE_URL = (__ENV.BASE_URL || '').replace(/\/+$/, '');

/** A collection over HTTP. Figures are kept per route: a series per document id would fill the memory. */
export class Collection {
  constructor(name) {
    this.route = `/v1/${name}`;
  }

  create(body) {
    return this.#send('POST', '', { body });
  }

  list(query = '') {
    return http.get(`${BASE_URL}${this.route}${query}`, { tags: { name: `GET ${this.route}`, kind: 'list' } });
  }

  read(id, headers = {}) {
    return this.#send('GET', id, { headers, kind: 'read' });
  }

  replace(id, body, headers = {}) {
    return this.#send('PUT', id, { body, headers });
  }

  patch(id, body, headers = {}) {
    return this.#send('PATCH', id, { body, headers, type: 'application/merge-patch+json' });
  }

  remove(id, headers = {}) {
    return this.#send('DELETE', id, { headers });
  }

  #send(method, id, { body, headers = {}, type = 'application/json', kind = 'write' }) {
    const params = {
      headers: body ? { ...headers, 'Content-Type': type } : headers,
      tags: { name: `${method} ${this.route}${id && '/{id}'}`, kind },
    };
    return http.request(method, `${BASE_URL}${this.route}${id && `/${id}`}`, body ? JSON.stringify(body) : null, params);
  }
}

/** Ends the run with one line when there is nobody to measure. */
export function demand(collection) {
  if (!BASE_URL) {
    exec.test.abort('BASE_URL is not set; example: BASE_URL=http://127.0.0.1');
  }
  const answer = collection.list('?limit=1');
  if (answer.status !== 200) {
    exec.test.abort(`${answer.url} answers ${answer.status || answer.error}, and not 200`);
  }
}

/** A prefix no other run uses. */
export function prefix() {
  return `load-${Date.now().toString(36)}`;
}
