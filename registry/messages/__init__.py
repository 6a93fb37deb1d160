"""The outbox: messages made from committed events, and where the reader of events stands."""
