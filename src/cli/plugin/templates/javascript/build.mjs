// Makes dist/__NAME__.wasm: the plugin together with a JavaScript engine.
import { componentize } from '@bytecodealliance/componentize-js';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { component } = await componentize({
  sourcePath: here('plugin.js'),
  witPath: here('wit'),
  worldName: 'plugin',
  // What a plugin may do comes from tripline, not from WASI.
  disableFeatures: ['random', 'stdio', 'clocks', 'http', 'fetch-event'],
});
await mkdir(here('dist'), { recursive: true });
await writeFile(here('dist/__NAME__.wasm'), component);
