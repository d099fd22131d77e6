"""Names of people who do not exist."""

import random

_FIRST = """
Aaron Abigail Adam Aisha Alan Alison Amina Amir Andrew Angharad Anna Anwen Asha Beth Bronwen Callum
Carys Catrin Charlotte Chidi Chloe Chris Ciara Claire Daniel David Dawn Debbie Dylan Eleri Emma
Emyr Farah Fatima Fiona Gareth Gemma Geraint Grace Gwen Hannah Harpreet Hassan Heather Helen Huw
Ibrahim Ifan Imran Ioan Isaac Jade James Jasmine Jo Kate Kwame Laura Leah Leanne Lewis Lowri Lucy
Mair Marcus Maria Mark Megan Mei Michael Mohammed Nadia Natalie Neil Nia Nicola Niamh Ola Owain Owen
Paul Peter Priya Rachel Rashid Rebecca Rhian Rhys Robert Rosa Ruth Ryan Sally Samuel Sarah Seren
Shanice Simon Siôn Sophie Stacey Steven Sunita Susan Tariq Thomas Tomos Tracey Victoria Wei Yasmin
Yusuf Zainab Zoe
"""
_LAST = """
Adams Adeyemi Ahmed Akhtar Ali Allen Bailey Baker Barnes Begum Bell Bennett Bevan Booth Bowen Brown
Campbell Carter Chan Chapman Clark Collins Cook Cooper Cox Davies Dixon Edwards Ellis Evans Fisher
Fletcher Foster Gibson Grant Green Griffiths Gwilym Hall Harris Harrison Hill Holmes Hopkins Howells
Hughes Hussain Iqbal Jackson James Jenkins Jones Kaur Kelly Khan King Knight Kowalski Lee Lewis
Lloyd Mahmood Marshall Martin Mason Mensah Mills Mitchell Moore Morgan Morris Murphy Murray Nguyen
Nowak Okafor Okoro Osei Owen Palmer Parry Patel Phillips Powell Price Pritchard Pugh Rahman Rees
Reid Richards Roberts Robinson Rogers Ryan Scott Shah Sharma Shaw Simpson Singh Smith Stevens
Stewart Taylor Thomas Thompson Turner Vaughan Walker Ward Watson Webb White Williams Wilson Wood
Wright Wynne Young
"""

FIRST, LAST = _FIRST.split(), _LAST.split()


def draw_name(rng: random.Random) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"
