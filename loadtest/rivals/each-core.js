import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';

/** Prepares once, then serves from as many processes as there are cores; one that dies is replaced. */
export async function onEachCore(prepare, serve) {
  if (cluster.isWorker) {
    serve();
    return;
  }
  await prepare();
  cluster.on('exit', () => cluster.fork());
  for (let core = 0; core < availableParallelism(); core += 1) {
    cluster.fork();
  }
}
