"""The pure rules of quizzes and scenarios: values in, values out."""
