'use strict';
// Shows the contract: by tags, each operation with its parameters, body and answers.
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function resolved(contract, node) {
  if (!node || !node.$ref) return node || {};
  return node.$ref.slice(2).split('/').reduce((at, key) => at[key], contract);
}

function table(rows) {
  const made = element('table');
  for (const [name, where, needed, says] of rows) {
    const row = made.insertRow();
    row.insertCell().append(element('code', name, needed ? 'needed' : ''));
    row.insertCell().textContent = where + (needed ? ', required' : '');
    row.insertCell().textContent = says || '';
  }
  return made;
}

function operation(contract, method, path, told) {
  const made = element('details');
  made.dataset.words = [method, path, told.summary, told.description, told.operationId].join(' ').toLowerCase();
  const summary = element('summary');
  summary.append(element('span', method.toUpperCase(), 'method ' + method), element('code', path), ' ' + (told.summary || ''));
  made.append(summary);
  if (told.description) made.append(element('p', told.description));
  const rows = (told.parameters || []).map(it => resolved(contract, it))
      .map(it => [it.name, it.in, it.required, it.description]);
  const content = resolved(contract, told.requestBody).content || {};
  for (const media of Object.keys(content)) {
    const schema = resolved(contract, content[media].schema);
    for (const [name, member] of Object.entries(schema.properties || {})) {
      rows.push([name, 'body', (schema.required || []).includes(name), resolved(contract, member).description]);
    }
  }
  if (rows.length) made.append(table(rows));
  for (const [status, answer] of Object.entries(told.responses || {})) {
    const given = resolved(contract, answer);
    made.append(element('p', status + ': ' + (given.description || '')));
    const example = Object.values(Object.values(given.content || {})[0]?.examples || {})[0];
    if (status.startsWith('2') && example) made.append(element('pre', JSON.stringify(example.value, null, 2)));
  }
  return made;
}

async function show() {
  const answer = await fetch('/openapi.json');
  if (!answer.ok) throw new Error('the contract is not to be had: ' + answer.status);
  const contract = await answer.json();
  document.getElementById('about').textContent = contract.info.summary;
  const main = document.getElementById('operations');
  for (const tag of contract.tags) {
    const section = element('section');
    section.append(element('h2', tag.name + ': ' + tag.description));
    for (const [path, operations] of Object.entries(contract.paths)) {
      for (const method of METHODS) {
        const told = operations[method];
        if (told && told.tags[0] === tag.name) section.append(operation(contract, method, path, told));
      }
    }
    if (section.children.length > 1) main.append(section);
  }
  document.getElementById('find').addEventListener('input', event => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of document.querySelectorAll('details')) {
      each.hidden = !words.every(word => each.dataset.words.includes(word));
    }
    for (const section of document.querySelectorAll('section')) {
      section.hidden = ![...section.querySelectorAll('details')].some(each => !each.hidden);
    }
  });
}

show().catch(error => { document.getElementById('about').textContent = String(error); });
