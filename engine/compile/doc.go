// Package compile turns a package of YAML into a checked, linked model, or into diagnostics that say
// where each mistake is and how to mend it.
//
// The passes are: declare names; link fields; compile expressions; order formulas; funnels; documents and
// messages; automations; roles; forms and views; people, tests and data. What is broken becomes nil or
// Unknown and stays silent from then on.
package compile
