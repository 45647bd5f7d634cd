// <rls-screener>, the intake form of rlscreen: https://github.com/rlscreen/rlscreen
