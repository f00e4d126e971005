import { poll } from './poll.js';
import { render } from './render.js';

let services = [{ name: 'search', health: 'http://127.0.0.1:9001/healthz' }];
document.body.innerHTML = render(await poll(services));
