"""Our own template pack: label, hint and error tied to the input, and a summary that takes the focus."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from django.utils import translation

from treff.house.layout import Reveal


class SignUpForm(forms.Form):
    name = forms.CharField(label="First name", help_text="The first name is enough.")
    age = forms.ChoiceField(label="Age", choices=[("k", "child"), ("a", "adult")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    splits = forms.BooleanField(label="Some may come alone", required=False)


class ContactForm(forms.Form):
    way = forms.ChoiceField(
        label="How?", choices=[("phone", "by phone"), ("self", "in person")], widget=forms.RadioSelect
    )
    phone = forms.CharField(label="Phone number", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(
                "Contact", Reveal("way", icons={"phone": "phone"}, phone=["phone"], self="You get a slip.")
            )
        )
        self.helper.add_input(Submit("", "Send"))


def drawn(form: forms.BaseForm) -> str:
    with translation.override("en"):
        return Template("{% load crispy_forms_filters %}{{ form|crispy }}").render(Context({"form": form}))


def test_a_hint_and_an_error_are_tied_to_their_input() -> None:
    html = drawn(SignUpForm({"age": "k"}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_radios_is_a_fieldset_of_rows_that_can_be_pressed() -> None:
    html = drawn(SignUpForm({"name": "Amina"}))

    assert '<fieldset class="pair" id="id_age" aria-describedby="id_age_error">' in html
    assert html.count('<label class="choice" for="id_age_') == 2
    assert '<legend class="label">Age' in html


def test_a_single_box_is_a_row_that_can_be_pressed() -> None:
    assert '<label class="choice" for="id_splits"><input type="checkbox"' in drawn(SignUpForm())


def test_what_is_optional_says_so_and_nothing_else_does() -> None:
    assert drawn(SignUpForm()).count("(optional)") == 1


def test_the_summary_counts_takes_the_focus_and_leads_to_each_field() -> None:
    html = drawn(SignUpForm({}))

    assert 'class="errors" role="alert" tabindex="-1" autofocus' in html
    assert "Please check 2 answers" in html
    assert "Your answers are still here." in html
    assert '<a href="#id_name">Please fill in: First name</a>' in html
    assert '<a href="#id_age_0">Please choose: Age</a>' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert 'role="alert"' not in drawn(SignUpForm())
    assert 'role="alert"' not in drawn(SignUpForm({"name": "Amina", "age": "a"}))


def test_an_error_of_the_whole_form_stands_in_the_summary_without_a_link() -> None:
    form = SignUpForm({"name": "Amina", "age": "a"})
    form.add_error(None, "The last place has just gone.")

    assert "<li>The last place has just gone.</li>" in drawn(form)


def test_a_sentence_of_our_own_is_left_as_it_is() -> None:
    form = SignUpForm({"age": "a", "name": "Amina"})
    form.add_error("name", forms.ValidationError("Please write a first name.", code="required"))

    assert '<a href="#id_name">Please write a first name.</a>' in drawn(form)


def test_what_was_typed_is_never_markup() -> None:
    form = SignUpForm({"name": "<b>Amina</b>"})
    form.add_error("name", "Not <i>so</i>.")

    assert "<b>" not in drawn(form)
    assert "<i>" not in drawn(form)


def test_a_question_that_follows_from_an_answer_stands_under_it() -> None:
    html = render_crispy_form(ContactForm(), context={})

    row, reveal, phone = (
        html.index("by phone"),
        html.index('<div class="reveal">'),
        html.index('id="id_phone"'),
    )
    assert row < reveal < phone < html.index("in person")
    assert "You get a slip." in html
    assert "optional" not in html  # it is needed once its answer is picked


def test_the_button_says_what_happens() -> None:
    assert '<button class="btn"' in render_crispy_form(ContactForm(), context={})


def test_no_input_hides_its_label_in_a_placeholder() -> None:
    class Hidden(forms.Form):
        email = forms.EmailField(
            widget=forms.EmailInput(attrs={"placeholder": "E-mail", "autocomplete": "email"})
        )

    html = drawn(Hidden({}))

    assert "placeholder" not in html
    assert 'autocomplete="email"' in html
    assert 'aria-describedby="id_email_error"' in html
