// schema.json: what editors complete and check `.json` and `.yaml` configs with.
import { standard } from './schema_text.mjs'

export function editorSchema({ schema }) {
  const document = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'bpf-linker.config',
    ...standard(schema),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
