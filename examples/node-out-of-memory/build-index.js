import { articles } from './articles.js';

const index = new Map();
let read = 0;
for (const article of articles()) {
  // Keeps a copy of the article for each of its words: this is what fills the heap.
  for (const word of article.text.split(' ')) {
    const list = index.get(word) ?? [];
    list.push({ ...article, text: `${article.text} ` });
    index.set(word, list);
  }
  read += 1;
  if (read % 2_000 === 0) console.log(`indexed ${read} articles, ${index.size} words`);
}
console.log(`index complete: ${index.size} words`);
