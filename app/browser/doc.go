// Package browser holds the tests that look at the whole house in a real
// browser: the reference assembly played in its pages, what each page weighs on
// a bad line, and the pictures of docs/screens:
//
//	go test ./app/browser -run TestScreens -screens ../../docs/screens
package browser
