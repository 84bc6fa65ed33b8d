#!/usr/bin/env node
'use strict';
const http = require('http');
const { join, resolve: toPath } = require('node:path');
const app = require('./app');
const express = require("express");

/** Starts it. */
function start(port) {
  var server = http.createServer(app);
  return server.listen(port);
}

class Router extends express.Router {
  prefix = '/';
  handle = (req) => this.find(req);
  static of() { return new Router(); }
}

exports.stop = function (server) { server.close(); };
Router.prototype.find = function (req) {};
const helpers = {
  trim(text) { return text.trim(); },
};
const later = async () => (await import('chalk')).default;
module.exports = { start, Router, renamed: helpers };
