"""Plans to SQL. Pure: text and parameters out, no connection. Statements use $n parameters, each with a cast."""
