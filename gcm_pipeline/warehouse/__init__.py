"""The PostgreSQL warehouse: its server, its tables, and how rows get there and are published."""
