const { render } = require('@billing/templates');

console.log(render('reminder', { invoice: '2024-117', days: 14 }));
