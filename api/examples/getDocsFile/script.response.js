// Shows the description of this service. Nothing is loaded from elsewhere:
