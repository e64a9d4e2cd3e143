"""The citrus theme: something sweet rises with the bubbles."""
