"""Puts what the crawler fetched into a bucket."""

import botocore.session
import requests


def copy(url: str, bucket: str, key: str) -> None:
    body = requests.get(url, timeout=10).content
    botocore.session.get_session().create_client("s3").put_object(Bucket=bucket, Key=key, Body=body)
