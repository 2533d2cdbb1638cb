"""Ways to reach the bot. Each draws a finished reply; none knows another."""
