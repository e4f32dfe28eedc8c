"""What people see in a browser, Django admin apart: the start page, the guide, signed-in calls of the APIs."""
