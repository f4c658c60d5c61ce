// Package view is the model as screens: what a signed-in user's forms, lists and boards look like,
// in their language, with what they may not see left out. It is what GET /api/meta answers.
package view
