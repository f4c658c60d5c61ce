// Package model is the CRM that a package of YAML declares: checked, linked, immutable.
// Only compile makes one; everything above reads it. A request or a run keeps the model it began with.
//
// # Glossary
//
//	entity      a kind of thing that the CRM keeps (not: object, module, type)
//	field       one value of an entity (not: attribute, property, column)
//	relation    a link and its inverse collection
//	record      one thing of an entity (not: row, item, document)
//	funnel      the stages that records of an entity go through (not: pipeline, process)
//	stage       one place in a funnel (not: status, step)
//	transition  a move from a stage to another
//	form        how a record is filled in; list, board: how many are shown
//	segment     a condition with a name, true or false of every record (not: list, smart list)
//	report      figures over records: measures told apart by groups
//	target      what is planned beside what came of it
//	match       which records of two entities suit each other
//	role        what a user may do
//	rule        an expression with a duty: condition, formula, check
//	automation  what happens by itself: triggers, a condition, steps (not: workflow)
//	run         one execution of an automation for one record
//	step        one action of a run
//	job         a piece of durable work; knows no meaning
//	event       what a write announces
//	plan        the changes between a package and a database, as a value
//	release     a package that was applied
//	diagnostic  one mistake in the YAML
package model
