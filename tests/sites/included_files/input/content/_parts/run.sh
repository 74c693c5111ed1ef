make <tea>
