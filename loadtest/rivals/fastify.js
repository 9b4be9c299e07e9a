// The quickest usual way to serve JSON from Redis with Node: Fastify, and ioredis with automatic pipelining.
import Fastify from 'fastify';
import { Redis } from 'ioredis';
import { onEachCore } from './each-core.js';
import { BODY, ID, PORT, credential } from './given.js';

// Beside Percore's database, which is emptied now and then; by the socket that the edge uses.
const redis = new Redis({
  path: '/run/redis/redis-server.sock',
  password: credential('redis-password'),
  db: 1,
  enableAutoPipelining: true,
});

function serve() {
  const app = Fastify();
  app.get('/v1/products/:id', async (request, reply) => {
    const body = await redis.get(request.params.id);
    return body === null ? reply.callNotFound() : reply.type('application/json').send(body);
  });
  app.listen({ host: '127.0.0.1', port: PORT });
}

await onEachCore(() => redis.set(ID, BODY), serve);
