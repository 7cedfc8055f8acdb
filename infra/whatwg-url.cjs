/** Stands in for a package of 280 kB that node-fetch loads and, on a Node with its own URL, never uses. */
module.exports = { URL, URLSearchParams };
