"""What happens to a piece of news: values in, values out."""
