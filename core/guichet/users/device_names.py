"""Name of a browser and its system, by which users recognise their devices on « Mes appareils »."""

# Own code instead of a library such as ua-parser: the name only helps a person to recognise a device, a browser may
# claim anything, and nothing is decided by it. The first match counts: Edge's header names Chrome as well.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


def device(user_agent: str) -> str:
    """E.g. ``"Firefox, Windows"``; empty for a header that names none of them."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)
