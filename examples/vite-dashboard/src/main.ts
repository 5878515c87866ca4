// What is known of the objects is in the page; the objects themselves are assets, which it only links to.
import opens from 'virtual:bpf-linker/opens?meta'
import opensUrl from 'virtual:bpf-linker/opens?url'
import traffic54 from 'virtual:bpf-linker/traffic.linux-5.4?meta'
import traffic54Url from 'virtual:bpf-linker/traffic.linux-5.4?url'
import traffic612 from 'virtual:bpf-linker/traffic.linux-6.12?meta'
import traffic612Url from 'virtual:bpf-linker/traffic.linux-6.12?url'
import { objectView } from './view.ts'

document
  .querySelector('#objects')
  ?.replaceChildren(
    objectView(traffic54, traffic54Url),
    objectView(traffic612, traffic612Url),
    objectView(opens, opensUrl),
  )
