"""The demo office: invented people, real rules, a file at every step of hardship aid."""
