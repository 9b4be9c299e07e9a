// The application that Percore replaces: a Node cluster with Express and MongoDB's driver, each with its defaults.
import express from 'express';
import { MongoClient } from 'mongodb';
import { onEachCore } from './each-core.js';
import { BODY, ID, PORT, credential } from './given.js';

const products = new MongoClient(credential('mongodb-uri')).db('percore_rivals').collection('products');

function prepare() {
  return products.replaceOne({ _id: ID }, JSON.parse(BODY), { upsert: true });
}

function serve() {
  const app = express();
  app.get('/v1/products/:id', async (request, response) => {
    const product = await products.findOne({ _id: request.params.id });
    if (product === null) {
      response.sendStatus(404);
    } else {
      response.json(product);
    }
  });
  app.listen(PORT, '127.0.0.1');
}

await onEachCore(prepare, serve);
