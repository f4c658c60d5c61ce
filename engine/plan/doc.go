// Package plan is the model as tables: the tables a model wants (Tables), the difference from those that
// are there (Diff), and the plan that closes it, as a value. It thinks; store obeys.
package plan
