/** A limit of Node: takes a request and answers the bytes of a file, read once. Whatever is asked, nothing is parsed. */
import { readFileSync } from 'node:fs';
import { serve } from './serve.ts';

const bytes = readFileSync(process.env['ANSWER_FILE'] ?? '');
const headers = { 'content-type': 'application/json', 'content-length': bytes.length };

serve((request, response) => {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, headers);
    response.end(bytes);
  });
});
