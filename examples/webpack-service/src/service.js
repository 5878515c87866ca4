import { createServer } from 'node:http'
import { newestFor, summaries } from './objects.js'

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/objects') {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(summaries))
    return
  }
  const kernel = /^\/objects\/for\/(\d+\.\d+)$/.exec(url.pathname)?.[1]
  const object = kernel === undefined ? undefined : newestFor(kernel)
  if (object === undefined) {
    response.statusCode = 404
    response.end()
    return
  }
  // The hash is the object's own: agents keep what they have.
  const tag = `"${object.meta.sha256}"`
  response.setHeader('ETag', tag)
  if (request.headers['if-none-match'] === tag) {
    response.statusCode = 304
    response.end()
    return
  }
  response.setHeader('Content-Type', 'application/octet-stream')
  response.end(await object.load())
})

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const address = server.address()
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/objects`)
})
