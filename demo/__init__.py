"""The demonstration landlord. Imported by nothing that runs in production."""
