// What is known of all objects of the config. The objects themselves are assets, which the page only links to.
import objects from 'virtual:bpf-linker/manifest?url'
import { objectView } from './view.ts'

document.querySelector('#objects')?.replaceChildren(...objects.map(({ meta, url }) => objectView(meta, url)))
