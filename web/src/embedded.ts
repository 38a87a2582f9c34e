// The page in one file: with a recording in it, or in a notebook's cell, whose kernel computes.
import { mount } from "svelte";

import App from "./App.svelte";
import "./app.css";
import { liveIn } from "./host";
import { Parent } from "./hosts/parent";
import { Player } from "./hosts/recorded";
import Train from "./Train.svelte";

const data = document.getElementById("replay");
liveIn(data ? await Player.of(data.textContent) : await Parent.met());
data?.remove();
mount(App, { target: document.getElementById("page")!, props: { rooms: { train: Train } } });
