/** Stands in for packages that Bolt loads and the Slack door never uses: servers, OAuth, socket mode. */
module.exports = {};
