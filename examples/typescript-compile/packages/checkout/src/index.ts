export { total } from './total.js';
export { lineOf } from './line.js';
