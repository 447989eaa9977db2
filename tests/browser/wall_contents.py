"""What is seen on walls of tests and pictures: a picture, a video, notices, names of offices."""

from io import BytesIO

from PIL import Image, ImageDraw

NOTICE = {
    "ar": "يُغلق المكتب يوم الخميس عند الواحدة ظهرًا. تُسلَّم الوثائق الجاهزة في الشباك 7 دون تذكرة. "
    "من نسي وثيقة فليسأل موظف الاستقبال قبل أن يعود إلى بيته، فقد يكفي أن تُرسل صورتها.",
    "fr": "Jeudi, le bureau ferme à 13 heures. Les documents prêts se retirent au guichet 7, sans ticket. "
    "S’il vous manque une pièce, demandez à l’accueil avant de repartir : une photo suffit peut-être.",
    "en": "On Thursday the office closes at 1 pm. Papers that are ready are handed out at counter 7, without a "
    "ticket. If a paper is missing, ask at the reception before you leave: a photo may be enough.",
}
LONG_NAMES = {
    "name": {
        "ar": "مكتب خدمة المواطن والمستثمر بالمنطقة الإدارية الموحدة لبلديات الساحل الغربي",
        "fr": "Bureau unifié de service au citoyen et à l’investisseur des communes du littoral occidental",
        "en": "Unified Citizen and Investor Service Office of the Municipalities of the Western Coast",
    },
    "subtitle": {
        "ar": "الإدارة العامة للحوكمة والتحول الرقمي، فرع طرابلس المركز",
        "fr": "Direction générale de la gouvernance et de la transition numérique, antenne de Tripoli Centre",
        "en": "General Directorate for Governance and Digital Transformation, Tripoli Centre branch",
    },
}


def picture(width: int = 1600, height: int = 900) -> bytes:
    """A quiet picture of our own, as PNG: hills by the sea under a low sun."""
    image = Image.new("RGB", (width, height), "#efe6d6")
    draw = ImageDraw.Draw(image)
    sun = height // 6
    draw.ellipse((width * 0.62, height * 0.2, width * 0.62 + 2 * sun, height * 0.2 + 2 * sun), fill="#f2b134")
    for share, colour in ((0.52, "#a9bab6"), (0.62, "#5b6b68"), (0.74, "#0b5d57"), (0.86, "#08443f")):
        top = height * share
        hills = [
            (x, top + height * 0.05 * ((x * 7 // width + round(share * 50)) % 3 - 1))
            for x in range(0, width + 1, width // 7)
        ]
        draw.polygon([(0, height), *hills, (width, hills[-1][1]), (width, height)], fill=colour)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


PICTURE = picture()
