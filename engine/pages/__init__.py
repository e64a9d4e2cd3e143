"""Pages of the brand's own making: themes, pictures and their licences, and which page a campaign shows when."""
